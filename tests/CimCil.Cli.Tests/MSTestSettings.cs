// Two classes side by side: every test of this project waits for a process of its own.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.ClassLevel)]
