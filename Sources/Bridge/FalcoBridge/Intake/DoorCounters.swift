package import EventModel
package import JSONText
package import StageRuntime

/// What became of everything that one door received, and where it goes on; the record of `eyrie.bridge.changelog.v1`.
///
/// It is written in the same transaction as the records that it counts, keyed by the door's name, so it is never
/// ahead of the log or behind it: what was received is the sum of its shares (``DoorOutcome``). What was refused was not
/// received.
package struct DoorCounters: Payload {
    /// The door's name, such as `http` or `file:/var/log/falco.log`.
    package let door: String
    /// A count for each outcome.
    private var outcomes = OutcomeCounts()
    /// What of the filtered alerts each filter left out, by the filters' names.
    package private(set) var filteredBy = FilterCounts()
    /// Where the door goes on in its file; nil for doors that read none.
    package var position: FilePosition?
    /// The offset at which the door goes on in its partition of a source topic; nil for doors that read none.
    package var nextOffset: Int64?

    /// Begins at zero.
    package init(door: String) {
        self.door = door
    }

    /// The count of an outcome.
    package subscript(outcome: DoorOutcome) -> UInt64 {
        get { outcomes[outcome] }
        set { outcomes[outcome] = newValue }
    }

    /// The counts as the ledger wants them.
    package var counts: DoorCounts {
        DoorCounts(
            name: door,
            counts: outcomes,
            filters: filteredBy.entries.map { DoorCounts.Filter(name: $0.name, count: $0.count) }
        )
    }

    /// Counts what became of one alert, but not that it was received; a broken one is a dead letter.
    mutating func count(_ outcome: AlertRecorder.Outcome) {
        switch outcome {
        case .appended: self[.appended] += 1
        case .sensor: self[.sensors] += 1
        case .filtered(_, let name): countFiltered(by: name)
        case .dropped: self[.dropped] += 1
        case .duplicate: self[.duplicates] += 1
        case .broken: self[.deadLettered] += 1
        }
    }

    /// Counts an alert that a filter left out.
    mutating func countFiltered(by name: String) {
        self[.filtered] += 1
        filteredBy.add(1, to: name)
    }

    /// What was counted since an earlier moment, on top of another count of the same door; the place is this one's.
    ///
    /// - Parameters:
    ///   - earlier: This count at that moment; nil counts from zero.
    ///   - other: The other count; nil is zero.
    /// - Returns: The other count with what came to this one.
    func moved(since earlier: DoorCounters?, onto other: DoorCounters?) -> DoorCounters {
        let earlier = earlier ?? DoorCounters(door: door)
        var sum = other ?? DoorCounters(door: door)
        sum.outcomes.add(outcomes, since: earlier.outcomes)
        sum.filteredBy.add(filteredBy, since: earlier.filteredBy)
        sum.position = position ?? sum.position
        sum.nextOffset = nextOffset ?? sum.nextOffset
        return sum
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "DoorCounters")
        door = try reader.string("door")
        for outcome in DoorOutcome.allCases {
            let description = outcome.description
            if description.isInFirstVersion || reader.optional(description.member) != nil {
                outcomes[outcome] = try reader.uint64(description.member)
            }
        }
        nextOffset = try reader.optional("next_offset") == nil ? nil : reader.int64("next_offset")
        if reader.optional("filters") != nil {
            filteredBy = try FilterCounts(reader.elements("filters"))
        }
        if let place = reader.optional("position") {
            let reader = try MemberReader(place, of: "FilePosition")
            position = FilePosition(
                device: try reader.uint64("device"),
                inode: try reader.uint64("inode"),
                offset: try reader.uint64("offset"),
                mark: try reader.optional("mark") == nil ? 0 : reader.uint64("mark"),
                modifiedNanoseconds: try reader.optional("modified_ns") == nil ? 0 : reader.uint64("modified_ns")
            )
        }
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("door")
        writer.string(door)
        for outcome in DoorOutcome.recordOrder {
            writer.key(outcome.description.member)
            writer.uint(outcomes[outcome])
        }
        if !filteredBy.entries.isEmpty {
            writer.key("filters")
            filteredBy.write(into: &writer)
        }
        if let nextOffset {
            writer.key("next_offset")
            writer.int(nextOffset)
        }
        if let position {
            writer.key("position")
            writer.beginObject()
            writer.key("device")
            writer.uint(position.device)
            writer.key("inode")
            writer.uint(position.inode)
            writer.key("offset")
            writer.uint(position.offset)
            writer.key("mark")
            writer.uint(position.mark)
            writer.key("modified_ns")
            writer.uint(position.modifiedNanoseconds)
            writer.endObject()
        }
        writer.endObject()
    }
}
