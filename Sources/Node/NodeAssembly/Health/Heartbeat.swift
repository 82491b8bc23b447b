import Synchronization

/// The last sign of life of one loop.
///
/// A loop that ticks and stops ticking has stalled; one that rests waits for work without ticking and is well.
package final class Heartbeat: Sendable {
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    /// Notes that the loop makes progress.
    func tick() {
        let now = ContinuousClock.now
        last.withLock { $0 = now }
    }

    /// Notes that the loop rests until the next tick.
    func rest() {
        last.withLock { $0 = nil }
    }

    /// Time since the last tick, nil at rest.
    func age(at now: ContinuousClock.Instant) -> Duration? {
        last.withLock { $0 }.map { $0.duration(to: now) }
    }
}
