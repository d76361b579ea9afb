"""A second, much faster simulation: the plan as a partial order, tens of thousands of futures through it at once.

In: a problem, its aim, the days on which conditions hold; common factors and risks if there are any.  Out: results
with their Monte-Carlo errors: dates and S-curves of milestones, criticality and cruciality of every task.  The rule
this package owns: *whoever takes room waits for those who made it*, so that a future is one pass over the links.

``simulate/futures.py`` enforces every physical rule and stays the source of commit dates; here constant capacities
are kept by the aim's sequence, which no future changes.
"""
