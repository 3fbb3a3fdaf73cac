"""The assistance register as a policy: needs, the steps they take, what is released of them, and support
(`assistance.md`). Assistance is given upon request: a record here is not itself a request.
"""
