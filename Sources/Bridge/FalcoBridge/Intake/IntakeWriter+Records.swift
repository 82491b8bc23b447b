/// Batches of a source topic.
extension IntakeWriter {
    /// Records each value as one alert, and moves the door's place behind the batch in the same group.
    ///
    /// A value that is no alert is a dead letter that names the record: topic, partition, offset and key.
    func take(
        _ records: SourceRecords,
        of batch: ReceivedBatch,
        _ bytes: UnsafeRawBufferPointer,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) {
        precondition(batch.pieces.count == records.places.count, "each piece is one record")
        for (piece, place) in zip(batch.pieces, records.places) {
            let value = UnsafeRawBufferPointer(rebasing: bytes[piece.range])
            func record() -> SourceRecord {
                SourceRecord(
                    topic: batch.sender,
                    partition: records.partition,
                    offset: place.offset,
                    key: place.key.map { Array(bytes[$0]) }
                )
            }
            guard piece.isCut else {
                recordAlert(value, from: origin, record: record(), into: &counters)
                continue
            }
            counters.received += 1
            counters.deadLettered += 1
            recorder.recordDeadLetter(
                value,
                code: "record-too-long",
                message: "the record has \(place.length) bytes, of which the first \(value.count) are kept",
                from: origin,
                record: record()
            )
        }
        counters.nextOffset = records.nextOffset
        counters.lost += UInt64(records.lost)
    }
}
