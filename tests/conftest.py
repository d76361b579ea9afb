"""What all tests share: how long an example takes says something about the machine, not about the program."""

from hypothesis import settings

settings.register_profile("jadwal", deadline=None)
settings.load_profile("jadwal")
