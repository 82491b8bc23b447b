import Glibc

/// Tells the receipt time: milliseconds since 1970.
package struct ReceiptClock: Sendable {
    private let read: @Sendable () -> Int64

    /// Makes a clock of a function that returns milliseconds since 1970.
    package init(_ read: @escaping @Sendable () -> Int64) {
        self.read = read
    }

    /// The time now, in milliseconds since 1970.
    package var milliseconds: Int64 {
        read()
    }

    /// The system's coarse clock, with a tick of a few milliseconds: it costs least.
    package static let system = ReceiptClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
