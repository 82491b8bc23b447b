package import EventModel
package import JSONText
package import StageRuntime

/// The outcome of everything that one door received, and its position; the record of `eyrie.bridge.changelog.v1`.
///
/// It is written in the same transaction as the records that it counts, keyed by the door's name, so it always agrees
/// with the log: the received count is the sum of its shares (``DoorOutcome``). Refused bodies do not count as
/// received.
package struct DoorCounters: Payload {
    /// The door's name, such as `http` or `file:/var/log/falco.log`.
    package let door: String
    /// A count for each outcome.
    private var outcomes = OutcomeCounts()
    /// The alerts that each filter dropped, by the filters' names.
    package private(set) var filteredBy = FilterCounts()
    /// Where the door continues in its file; nil for doors that read no file.
    package var position: FilePosition?
    /// The offset at which the door continues in its partition of a source topic; nil for doors that read no topic.
    package var nextOffset: Int64?
    /// The last record before ``nextOffset`` that was read there; nil where none is known, as in earlier versions.
    package var lastRecord: SourceMark?

    /// Begins at zero.
    package init(door: String) {
        self.door = door
    }

    /// The count of an outcome.
    package subscript(outcome: DoorOutcome) -> UInt64 {
        get { outcomes[outcome] }
        set { outcomes[outcome] = newValue }
    }

    /// The counts in the ledger's form.
    package var counts: DoorCounts {
        DoorCounts(
            name: door,
            counts: outcomes,
            filters: filteredBy.entries.map { DoorCounts.Filter(name: $0.name, count: $0.count) }
        )
    }

    /// Counts the outcome of one alert, but not that it was received; a broken one is a dead letter.
    mutating func count(_ outcome: AlertRecorder.Outcome) {
        switch outcome {
        case .appended(_, let traits):
            self[.appended] += 1
            guard !traits.isEmpty else { return }
            for (trait, outcome) in AlertTraits.outcomes where traits.contains(trait) {
                self[outcome] += 1
            }
        case .sensor: self[.sensors] += 1
        case .filtered(_, let name): countFiltered(by: name)
        case .dropped: self[.dropped] += 1
        case .duplicate: self[.duplicates] += 1
        case .broken: self[.deadLettered] += 1
        }
    }

    /// Counts one alert as received, with its outcome; a broken one is not counted, for its caller looks inside it first.
    ///
    /// - Returns: The alert's id, or why it is none.
    mutating func receive(_ outcome: AlertRecorder.Outcome) -> Result<EventID, PayloadFault> {
        switch outcome {
        case .appended(let id, _), .sensor(let id), .filtered(let id, _), .dropped(let id), .duplicate(let id):
            self[.received] += 1
            count(outcome)
            return .success(id)
        case .broken(let fault):
            return .failure(fault)
        }
    }

    /// Counts an alert that a filter dropped.
    mutating func countFiltered(by name: String) {
        self[.filtered] += 1
        filteredBy.add(1, to: name)
    }

    /// Adds the counts since an earlier moment to another count of the same door; the place is this one's.
    ///
    /// - Parameters:
    ///   - earlier: This count at that moment; nil counts from zero.
    ///   - other: The other count; nil is zero.
    /// - Returns: The other count plus the increase of this one.
    func moved(since earlier: DoorCounters?, onto other: DoorCounters?) -> DoorCounters {
        let earlier = earlier ?? DoorCounters(door: door)
        var sum = other ?? DoorCounters(door: door)
        sum.outcomes.add(outcomes, since: earlier.outcomes)
        sum.filteredBy.add(filteredBy, since: earlier.filteredBy)
        sum.position = position ?? sum.position
        if let nextOffset {
            sum.nextOffset = nextOffset
            sum.lastRecord = lastRecord
        }
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
        if let record = reader.optional("last_record") {
            let reader = try MemberReader(record, of: "SourceMark")
            guard let digest = Digest(hex: try reader.string("digest")) else {
                throw reader.bad("digest", "64 hexadecimal digits")
            }
            lastRecord = SourceMark(
                offset: try reader.int64("offset"),
                timestampMilliseconds: try reader.int64("timestamp_ms"),
                digest: digest
            )
        }
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
        for outcome in DoorOutcome.recordOrder where outcome.description.meaning != .remark || outcomes[outcome] > 0 {
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
        if let lastRecord {
            writer.key("last_record")
            writer.beginObject()
            writer.key("offset")
            writer.int(lastRecord.offset)
            writer.key("timestamp_ms")
            writer.int(lastRecord.timestampMilliseconds)
            writer.key("digest")
            writer.digest(lastRecord.digest)
            writer.endObject()
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
