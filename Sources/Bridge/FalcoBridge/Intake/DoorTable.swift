import StageRuntime
import Synchronization

/// The doors of one intake with their stored counters; used from any thread.
final class DoorTable: Sendable {
    /// An open door.
    struct Entry {
        let kind: String
        /// Its stored counters.
        var counters: DoorCounters
        /// Bodies that were refused since the door was opened; they are written with the next group.
        var refused: UInt64 = 0
        /// Bodies that were refused before.
        let refusedBefore: UInt64
    }

    private struct State {
        var entries: [Entry] = []
        /// The doors in the log's changelog, also those that are not open now.
        var kept: [String: DoorCounters]
    }

    private let state: Mutex<State>

    /// Begins without an open door.
    ///
    /// - Parameter kept: The stored counters of doors, by name.
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

    /// The stored counters, also of doors that are not open, in the order of names.
    var kept: [DoorCounters] {
        state.withLock { $0.kept.values.sorted { $0.door < $1.door } }
    }

    /// Takes the stored counters of an open door.
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
