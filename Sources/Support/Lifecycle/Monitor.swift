package import Glibc

/// One state behind a lock, with a way to wait for a condition, which `Mutex` lacks.
///
/// Its calls block the thread, so none is made on Swift's cooperative pool.
package final class Monitor<State>: @unchecked Sendable {
    // @unchecked: the state is touched only between lock and unlock of the mutex.

    // Calls are inlined into the modules that make them: a log's commit makes several, each for its own state type.
    @usableFromInline
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    @usableFromInline
    let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    @usableFromInline
    var state: State

    /// Makes a monitor of a state.
    package init(_ state: State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Deadlines must not move when the clock is set.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Reads the state without waking anyone.
    @inlinable
    package func look<Value>(_ body: (State) -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(state)
    }

    /// Changes the state and wakes all waiters.
    @inlinable
    package func change<Value>(_ body: (inout State) -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return body(&state)
    }

    /// Waits until the body gives a value; it is asked at once and after every change.
    ///
    /// - Parameters:
    ///   - deadline: When to give up; nil waits forever.
    ///   - body: Looks at the state, and may change it together with giving a value.
    /// - Returns: The value, nil after the deadline.
    @inlinable
    package func wait<Value>(until deadline: Deadline?, for body: (inout State) -> Value?) -> Value? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let value = body(&state) { return value }
            if let deadline {
                var time = deadline.time
                if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { return body(&state) }
            } else {
                pthread_cond_wait(condition, mutex)
            }
        }
    }
}
