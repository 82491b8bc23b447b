package import Glibc

/// An instant of the monotonic clock until which a call may wait.
package struct Deadline: Sendable {
    /// As the C library wants it.
    @usableFromInline
    let time: timespec

    /// Makes the instant that many milliseconds from now, at most a hundred years.
    package init(afterMilliseconds milliseconds: Int) {
        self.init(afterMicroseconds: min(milliseconds, 3_155_760_000_000) * 1_000)
    }

    /// Makes the instant that many microseconds from now, from 0 to a hundred years.
    package init(afterMicroseconds microseconds: Int) {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        // A hundred years stand for "forever" and keep the sum from overflowing.
        let wait = min(max(0, microseconds), 3_155_760_000_000_000)
        let nanoseconds = time.tv_nsec + wait % 1_000_000 * 1_000
        self.time = timespec(
            tv_sec: time.tv_sec + wait / 1_000_000 + nanoseconds / 1_000_000_000,
            tv_nsec: nanoseconds % 1_000_000_000
        )
    }

    /// Makes the instant that long from now, from 0 to a hundred years.
    package init(after duration: Duration) {
        let (seconds, attoseconds) = min(max(.zero, duration), .seconds(3_155_760_000)).components
        self.init(afterMicroseconds: Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }

    /// Whether the instant has passed.
    package var isOver: Bool {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return (now.tv_sec, now.tv_nsec) >= (time.tv_sec, time.tv_nsec)
    }
}
