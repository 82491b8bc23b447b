import Glibc

/// An instant of the monotonic clock until which a call may wait.
struct Deadline: Sendable {
    /// As the C library wants it.
    let time: timespec

    init(afterMilliseconds milliseconds: Int) {
        self.init(afterMicroseconds: min(milliseconds, 3_155_760_000_000) * 1_000)
    }

    init(afterMicroseconds microseconds: Int) {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        // A hundred years stand for "for ever" and keep the sum from overflowing.
        let wait = min(max(0, microseconds), 3_155_760_000_000_000)
        let nanoseconds = time.tv_nsec + wait % 1_000_000 * 1_000
        self.time = timespec(
            tv_sec: time.tv_sec + wait / 1_000_000 + nanoseconds / 1_000_000_000,
            tv_nsec: nanoseconds % 1_000_000_000
        )
    }

    var isOver: Bool {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return (now.tv_sec, now.tv_nsec) >= (time.tv_sec, time.tv_nsec)
    }
}
