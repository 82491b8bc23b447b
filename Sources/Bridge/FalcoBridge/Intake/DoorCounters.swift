package import EventModel
package import JSONText
package import StageRuntime

/// What became of everything that one door received, and where it goes on; the record of `eyrie.bridge.changelog.v1`.
///
/// It is written in the same transaction as the records that it counts, keyed by the door's name, so it is never
/// ahead of the log or behind it: `received == appended + sensors + duplicates + filtered + dropped + deadLettered +
/// skipped`. What was refused was not received.
package struct DoorCounters: Payload {
    /// The door's name, such as `http` or `file:/var/log/falco.log`.
    package let door: String
    /// Bodies or lines; a torn line counts once for each of its pieces.
    package var received: UInt64 = 0
    /// Alerts appended to `eyrie.alerts.v1`.
    package var appended: UInt64 = 0
    /// Falco's internal alerts, appended to `eyrie.sensors.v1`.
    package var sensors: UInt64 = 0
    /// Alerts that the same sender had sent before within the window: acknowledged and not appended again.
    package var duplicates: UInt64 = 0
    /// Alerts that a filter of the door's settings, by name, keeps out of the log.
    package var filtered: UInt64 = 0
    /// The same by the filters' names; together they are `filtered`.
    package var filteredBy = FilterCounts()
    /// Alerts that were left out for their low priority while room was short, where the settings say so.
    package var dropped: UInt64 = 0
    /// Broken alerts, appended to `eyrie.deadletters.v1`.
    package var deadLettered: UInt64 = 0
    /// Lines of banner and log text, and blank ones.
    package var skipped: UInt64 = 0
    /// Torn lines in which at least one whole alert was found.
    package var repaired: UInt64 = 0
    /// Bodies that were refused (503) because they could not be kept: lost, unless their sender sends them again.
    package var refused: UInt64 = 0
    /// Offsets of a source topic that were removed there before they were read, at most.
    package var lost: UInt64 = 0
    /// Where the door goes on in its file; nil for doors that read none.
    package var position: FilePosition?
    /// The offset at which the door goes on in its partition of a source topic; nil for doors that read none.
    package var nextOffset: Int64?

    /// Begins at zero.
    package init(door: String) {
        self.door = door
    }

    /// The counts as the ledger wants them.
    package var counts: DoorCounts {
        DoorCounts(
            name: door,
            received: Int64(received),
            appended: Int64(appended),
            sensors: Int64(sensors),
            duplicates: Int64(duplicates),
            filtered: Int64(filtered),
            filters: filteredBy.entries.map { DoorCounts.Filter(name: $0.name, count: Int64($0.count)) },
            dropped: Int64(dropped),
            deadLettered: Int64(deadLettered),
            skipped: Int64(skipped),
            refused: Int64(refused),
            lost: Int64(lost)
        )
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
        sum.received += received - earlier.received
        sum.appended += appended - earlier.appended
        sum.sensors += sensors - earlier.sensors
        sum.duplicates += duplicates - earlier.duplicates
        sum.filtered += filtered - earlier.filtered
        sum.filteredBy.add(filteredBy, since: earlier.filteredBy)
        sum.dropped += dropped - earlier.dropped
        sum.deadLettered += deadLettered - earlier.deadLettered
        sum.skipped += skipped - earlier.skipped
        sum.repaired += repaired - earlier.repaired
        sum.refused += refused - earlier.refused
        sum.lost += lost - earlier.lost
        sum.position = position ?? sum.position
        sum.nextOffset = nextOffset ?? sum.nextOffset
        return sum
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "DoorCounters")
        door = try reader.string("door")
        received = try reader.uint64("received")
        appended = try reader.uint64("appended")
        sensors = try reader.uint64("sensors")
        deadLettered = try reader.uint64("dead_lettered")
        skipped = try reader.uint64("skipped")
        repaired = try reader.uint64("repaired")
        // Counted since later versions.
        duplicates = try reader.optional("duplicates") == nil ? 0 : reader.uint64("duplicates")
        filtered = try reader.optional("filtered") == nil ? 0 : reader.uint64("filtered")
        dropped = try reader.optional("dropped") == nil ? 0 : reader.uint64("dropped")
        refused = try reader.optional("refused") == nil ? 0 : reader.uint64("refused")
        lost = try reader.optional("lost") == nil ? 0 : reader.uint64("lost")
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
        for (name, count) in [
            ("received", received), ("appended", appended), ("sensors", sensors), ("dead_lettered", deadLettered),
            ("skipped", skipped), ("repaired", repaired), ("duplicates", duplicates), ("filtered", filtered),
            ("dropped", dropped), ("refused", refused), ("lost", lost),
        ] as [(StaticString, UInt64)] {
            writer.key(name)
            writer.uint(count)
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
