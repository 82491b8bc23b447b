/// A group whose commit threw while the log could not say whether it was kept.
struct IntakeDoubt {
    /// The counters that stand in the log if, and only if, the group was kept.
    let counters: [(door: Int, counters: DoorCounters)]
    /// The group's batches: done if it was kept, to be tried again if not.
    let recorded: [IntakeWriter.Recorded]
}
