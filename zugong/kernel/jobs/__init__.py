"""Background work.

A *job* is one call of a declared function with its arguments, kept in the database until it is done. A *worker* is a process that takes
jobs, one at a time. It holds a *lease* on the job, which its *heartbeat* renews; when a worker dies, the lease runs out and the next
worker takes the job up. So every job function must be idempotent: running it twice does what running it once does.
"""
