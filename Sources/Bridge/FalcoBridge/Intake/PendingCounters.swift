import LogPort
import StageRuntime

/// The counters of all open doors as the group that is being collected changes them.
///
/// What was counted is in the group's own transaction and counts once the log has kept it; else it is as before. One
/// thread uses it.
struct PendingCounters {
    private struct Door {
        let kind: String
        let metrics: IntakeMetrics.Door
        /// What the log has kept.
        var kept: DoorCounters
        /// The same with what the group adds.
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
    ///   - record: Is given where it came from and the counters to count in.
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
            // What was refused could not be written down then: it is with the next group that can be kept.
            doors[index].pending[.refused] = table.refused(at: index)
            DoorChangelog.append(doors[index].pending, at: milliseconds, to: &changelog)
        }
        return changelog.seal()
    }

    /// Whether the log kept the group, as its changelog says.
    ///
    /// Counters only grow, and they stand in the group's own transaction; `known` is what the log has kept of each door.
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
