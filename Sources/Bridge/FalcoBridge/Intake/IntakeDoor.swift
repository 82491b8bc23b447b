/// A door's place at the intake.
package struct IntakeDoor: Sendable {
    /// Unique, and stable across restarts: the key of its counters.
    package let name: String
    /// The kind in envelopes, such as `http` or `file`.
    package let kind: String
    /// Its stored counters and position from before this process.
    package let kept: DoorCounters

    let index: Int
}
