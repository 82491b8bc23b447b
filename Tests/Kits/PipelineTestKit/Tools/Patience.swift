import Foundation

/// Bounded waiting for what other threads and processes do.
package enum Patience {
    /// Looks at a condition again and again until it holds or time is up.
    ///
    /// - Parameters:
    ///   - duration: The longest wait.
    ///   - pause: Between two looks.
    ///   - isDone: The condition.
    /// - Returns: Whether it held in time.
    @discardableResult
    package static func wait(
        within duration: Duration = .seconds(10),
        lookingEvery pause: Duration = .milliseconds(50),
        until isDone: () throws -> Bool
    ) rethrows -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + duration
        while try !isDone() {
            guard clock.now < deadline else { return false }
            Thread.sleep(forTimeInterval: pause / .seconds(1))
        }
        return true
    }
}
