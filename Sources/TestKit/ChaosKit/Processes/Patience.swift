import Foundation

/// Bounded waiting for what other processes do.
enum Patience {
    /// Looks at a condition every 50 ms until it holds or time is up.
    @discardableResult
    static func wait(within duration: Duration, until isDone: () -> Bool) -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + duration
        while !isDone() {
            guard clock.now < deadline else { return false }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return true
    }
}
