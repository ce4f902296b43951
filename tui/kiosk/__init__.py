"""A kiosk: the app for strangers, who may do all that it teaches and nothing to the machine.

Three layers, each of which holds where the one before it leaks: `Conditions.offers` says which
actions there are, the gate refuses to the whole process what none of them needs, and the
limits are the kernel's.
"""
