/// A door's place at the intake.
package struct IntakeDoor: Sendable {
    /// Unique, and stable across restarts: the key of its counters.
    package let name: String
    /// The kind that stands in envelopes, such as `http` or `file`.
    package let kind: String
    /// What was kept of it before this process, its position among it.
    package let kept: DoorCounters

    let index: Int
}
