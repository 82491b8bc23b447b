import EventModel
import JSONText
package import LogPort
import StageKit

extension PartitionProcessor {
    /// Takes a batch of the changelog; the last record of a key wins.
    ///
    /// - Parameter batch: Records of the changelog, in offset order.
    /// - Throws: ``StageFault/damagedState(stage:partition:message:)`` when a record has not the form we write.
    package func restore(_ batch: RecordBatch) throws(StageFault) {
        try batch.visit { (record) throws(StageFault) in
            let key = Key(String(decoding: record.key, as: UTF8.self))
            if key == PartitionRecord<S.Regime>.key {
                restoredPartition = record.value.map { Array($0) }
                if let header = record.header(RecordHeaders.source), let source = SourceCoordinate(header) {
                    lastOffset = source.offset
                }
                return
            }
            guard let value = record.value else {
                index.restore(key, nil, recency: StateRecency(sequence: 0, touchedNanoseconds: 0))
                return
            }
            guard let header = record.header(RecordHeaders.recency), let recency = StateRecency(header)
            else {
                throw .damagedState(
                    stage: wiring.name,
                    partition: partition,
                    message: "changelog record \(record.offset) has no recency"
                )
            }
            index.restore(key, Array(value), recency: recency)
        }
    }

    /// Ends the restore: orders the keys, reads the partition's record, fetches the contents its regime needs.
    ///
    /// - Throws: ``StageFault`` when the partition's record or a content cannot be used.
    package func finishRestore() throws(StageFault) {
        index.orderByRecency()
        states = Array(repeating: nil, count: index.entries.count)
        guard let bytes = restoredPartition else { return }
        restoredPartition = nil
        do throws(PayloadFault) {
            let restored = try parser.decode(PartitionRecord<S.Regime>.self, from: bytes)
            sequence = restored.sequence
            streamTime = restored.streamTime
            lastSource = restored.source
            regime = restored.regime
        } catch {
            throw .damagedState(stage: wiring.name, partition: partition, message: error.description)
        }
        for digest in stage.contents(neededBy: regime) {
            let content = try content(digest)
            do throws(Rejection) {
                try stage.attach(content, to: &regime)
            } catch {
                throw .damagedState(stage: wiring.name, partition: partition, message: error.description)
            }
        }
    }

    /// Writes the state of every touched key, and the partition's record, as changelog frames.
    ///
    /// The partition's record names in its header the last input record that the state contains, outside the payload:
    /// offsets differ between engines.
    func takeChanges() -> [RecordFrames] {
        var queue = FrameQueue()
        var headers: [UInt8] = []
        var touched: [UInt8] = []
        index.drainChanges { key, slot, recency in
            headers.removeAll(keepingCapacity: true)
            out.writer.reset()
            if let slot {
                recency.write(into: &touched)
                RecordHeaders.append(RecordHeaders.recency, touched, to: &headers)
                states[slot]?.write(into: &out.writer)
            }
            append(key, headers, isTombstone: slot == nil, to: &queue)
        }
        out.header.name(lastOffset, 0)
        out.writer.reset()
        PartitionRecord(sequence: sequence, streamTime: streamTime, source: lastSource, regime: regime)
            .write(into: &out.writer)
        append(PartitionRecord<S.Regime>.key, out.header.bytes, isTombstone: false, to: &queue)
        return queue.take()
    }

    /// Fetches a content by digest.
    func content(_ digest: Digest) throws(StageFault) -> Content {
        let bytes: [UInt8]?
        do throws(LogError) {
            bytes = try contents.content(digest)
        } catch {
            throw .log(error)
        }
        guard let bytes else { throw .missingContent(digest, stage: wiring.name) }
        return Content(digest: digest, bytes: bytes)
    }

    private func append(_ key: Key, _ headers: [UInt8], isTombstone: Bool, to queue: inout FrameQueue) {
        let timestamp = max(0, streamTime.milliseconds)
        var text = key.text
        text.withUTF8 { keyBytes in
            headers.withUnsafeBytes { headerBytes in
                out.writer.withBytes { value in
                    queue.append(
                        key: UnsafeRawBufferPointer(keyBytes),
                        headers: headerBytes,
                        value: isTombstone ? nil : value,
                        timestampMilliseconds: timestamp
                    )
                }
            }
        }
    }
}
