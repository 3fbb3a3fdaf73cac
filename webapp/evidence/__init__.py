"""Files attached as evidence: which are taken, where they lie, and under which name they are given out.

A file comes from outside and is opened by colleagues. So it is told by its content what it is, nothing that
can carry a program is taken, and nothing is unpacked or drawn before it is known how large it would become.
"""
