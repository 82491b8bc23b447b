import StageRuntime
import Synchronization

/// The doors of one intake with what the log has kept of their counters; any thread may ask.
final class DoorTable: Sendable {
    /// An open door.
    struct Entry {
        let kind: String
        /// What the log has kept of it.
        var counters: DoorCounters
        /// Bodies that were refused since the door was opened; the log learns of them with the next group that it keeps.
        var refused: UInt64 = 0
        /// Bodies that were refused before.
        let refusedBefore: UInt64
    }

    private struct State {
        var entries: [Entry] = []
        /// What the log's changelog says of doors, also of those that are not open now.
        var kept: [String: DoorCounters]
    }

    private let state: Mutex<State>

    /// Begins without an open door.
    ///
    /// - Parameter kept: What the log has kept of doors, by their names.
    init(kept: [String: DoorCounters]) {
        state = Mutex(State(kept: kept))
    }

    /// Opens a door, or finds the open one of that name.
    func open(_ name: String, kind: String) -> IntakeDoor {
        state.withLock { state in
            if let index = state.entries.firstIndex(where: { $0.counters.door == name }) {
                let entry = state.entries[index]
                return IntakeDoor(name: name, kind: entry.kind, kept: entry.counters, index: index)
            }
            let counters = state.kept[name] ?? DoorCounters(door: name)
            state.entries.append(Entry(kind: kind, counters: counters, refusedBefore: counters[.refused]))
            return IntakeDoor(name: name, kind: kind, kept: counters, index: state.entries.count - 1)
        }
    }

    /// The open doors, in the order of their indices.
    var entries: [Entry] {
        state.withLock { $0.entries }
    }

    /// What the log has kept, also of doors that are not open, in the order of names.
    var kept: [DoorCounters] {
        state.withLock { $0.kept.values.sorted { $0.door < $1.door } }
    }

    /// Takes what the log has kept of an open door.
    func keep(_ counters: DoorCounters, at index: Int) {
        state.withLock { state in
            state.entries[index].counters = counters
            state.kept[counters.door] = counters
        }
    }

    /// Counts bodies that were refused at an open door.
    func countRefused(_ count: Int, at index: Int) {
        state.withLock { $0.entries[index].refused += UInt64(count) }
    }

    /// Bodies that were refused at an open door so far, also before it was opened.
    func refused(at index: Int) -> UInt64 {
        state.withLock { $0.entries[index].refusedBefore + $0.entries[index].refused }
    }
}
