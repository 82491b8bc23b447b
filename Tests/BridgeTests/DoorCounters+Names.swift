import FalcoBridge
import StageRuntime

/// The outcomes by name, as the tests read them.
extension DoorCounters {
    var received: UInt64 {
        get { self[.received] }
        set { self[.received] = newValue }
    }
    var appended: UInt64 {
        get { self[.appended] }
        set { self[.appended] = newValue }
    }
    var sensors: UInt64 {
        get { self[.sensors] }
        set { self[.sensors] = newValue }
    }
    var duplicates: UInt64 {
        get { self[.duplicates] }
        set { self[.duplicates] = newValue }
    }
    var filtered: UInt64 {
        get { self[.filtered] }
        set { self[.filtered] = newValue }
    }
    var dropped: UInt64 {
        get { self[.dropped] }
        set { self[.dropped] = newValue }
    }
    var deadLettered: UInt64 {
        get { self[.deadLettered] }
        set { self[.deadLettered] = newValue }
    }
    var skipped: UInt64 {
        get { self[.skipped] }
        set { self[.skipped] = newValue }
    }
    var repaired: UInt64 {
        get { self[.repaired] }
        set { self[.repaired] = newValue }
    }
    var refused: UInt64 {
        get { self[.refused] }
        set { self[.refused] = newValue }
    }
    var lost: UInt64 {
        get { self[.lost] }
        set { self[.lost] = newValue }
    }
}
