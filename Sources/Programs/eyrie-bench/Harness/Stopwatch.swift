import Foundation

/// Wall and processor time of this process since a moment.
struct Stopwatch: Sendable {
    private let wall: UInt64
    private let processor: UInt64

    /// Starts.
    init() {
        wall = Self.read(CLOCK_MONOTONIC)
        processor = Self.read(CLOCK_PROCESS_CPUTIME_ID)
    }

    /// Seconds on the clock since the start.
    var seconds: Double {
        Double(Self.read(CLOCK_MONOTONIC) - wall) / 1e9
    }

    /// Seconds that all threads of the process together computed since the start, in program and kernel.
    var processorSeconds: Double {
        Double(Self.read(CLOCK_PROCESS_CPUTIME_ID) - processor) / 1e9
    }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
