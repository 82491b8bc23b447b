import LogPort
import StageRuntime

/// The counters of all open doors with the changes of the current group.
///
/// The changes are in the group's own transaction and take effect once the log has kept it. One thread uses it.
struct PendingCounters {
    private struct Door {
        let kind: String
        let metrics: IntakeMetrics.Door
        /// The stored counters.
        var kept: DoorCounters
        /// The same with the changes of the group.
        var pending: DoorCounters
        var isTouched = false
    }

    private let table: DoorTable
    private let metrics: IntakeMetrics
    private var doors: [Door] = []
    /// The latest receipt time in the group, in milliseconds since 1970.
    private var milliseconds: Int64 = 0

    init(_ table: DoorTable, _ metrics: IntakeMetrics) {
        self.table = table
        self.metrics = metrics
    }

    /// Records something of a door.
    ///
    /// - Parameters:
    ///   - index: The door's.
    ///   - received: Its receipt time, in milliseconds since 1970.
    ///   - sender: Who sent it.
    ///   - record: Gets the origin and the counters to change.
    /// - Returns: What `record` returns.
    mutating func withDoor<Result>(
        _ index: Int,
        receivedMilliseconds received: Int64,
        sender: String,
        _ record: (AlertRecorder.Origin, inout DoorCounters) -> Result
    ) -> Result {
        if index >= doors.count {
            addOpenDoors()
        }
        doors[index].isTouched = true
        milliseconds = max(milliseconds, received)
        let origin = AlertRecorder.Origin(
            door: doors[index].kept.door,
            kind: doors[index].kind,
            sender: sender,
            receivedMilliseconds: received
        )
        return record(origin, &doors[index].pending)
    }

    /// The changelog's records of the group.
    mutating func seal() -> RecordFrames? {
        var changelog = RecordBatchBuilder()
        for index in doors.indices where doors[index].isTouched {
            // A refusal could not be written when it happened: it is written with the next group.
            doors[index].pending[.refused] = table.refused(at: index)
            DoorChangelog.append(doors[index].pending, at: milliseconds, to: &changelog)
        }
        return changelog.seal()
    }

    /// Whether the log kept the group, as its changelog says.
    ///
    /// Counters only grow, and they are in the group's own transaction; `known` has the stored counters of each door.
    func areKept(in known: [String: DoorCounters]) -> Bool {
        doors.contains { $0.isTouched && known[$0.pending.door] == $0.pending }
    }

    /// The group was kept.
    mutating func keep() {
        for index in doors.indices where doors[index].isTouched {
            doors[index].metrics.count(from: doors[index].kept, to: doors[index].pending)
            doors[index].kept = doors[index].pending
            doors[index].isTouched = false
            table.keep(doors[index].kept, at: index)
        }
    }

    /// The group was not kept.
    mutating func forget() {
        for index in doors.indices where doors[index].isTouched {
            doors[index].pending = doors[index].kept
            doors[index].isTouched = false
        }
    }

    private mutating func addOpenDoors() {
        for entry in table.entries.dropFirst(doors.count) {
            doors.append(
                Door(
                    kind: entry.kind,
                    metrics: metrics.door(entry.counters.door),
                    kept: entry.counters,
                    pending: entry.counters
                )
            )
        }
    }
}
