import EventModel
import JSONText
import LogPort
import StageKit

/// The uncommitted records of a processor: outputs and dead letters, as frames with their headers.
///
/// It is the same for every stage, so that its work on each record is not generic code.
struct OutputBatches: ~Copyable {
    private let wiring: StageWiring
    private let partition: Int32
    private var outputs = FrameQueue()
    private var deadLetters = FrameQueue()
    /// Where a payload is encoded before it is appended.
    var writer = JSONWriter()
    var header: SourceHeader
    /// The number that the next output of the current input record has.
    private var index: Int64 = 0
    /// The offset that the next output has in its topic; nil if it is not needed.
    var nextOffset: Int64?

    init(wiring: StageWiring, partition: Int32) {
        self.wiring = wiring
        self.partition = partition
        header = SourceHeader(topic: wiring.input, partition: partition)
    }

    /// Bytes that wait to be committed.
    var byteCount: Int {
        outputs.byteCount + deadLetters.byteCount
    }

    /// Begins with the outputs of another input record.
    mutating func beginRecord() {
        index = 0
    }

    /// Appends what the writer holds to the output topic.
    ///
    /// - Parameters:
    ///   - key: The output's key.
    ///   - place: The input record that it follows from.
    /// - Returns: The source in its header, and its offset if that is known.
    mutating func append(_ key: Key, of place: InputPlace) -> (source: SourceCoordinate, offset: Int64?) {
        let source = SourceCoordinate(offset: place.offset, index: index)
        header.name(place.offset, index)
        var text = key.text
        text.withUTF8 { key in
            header.withBytes { header in
                writer.withBytes { value in
                    outputs.append(
                        key: UnsafeRawBufferPointer(key),
                        headers: header,
                        value: value,
                        timestampMilliseconds: place.timestampMilliseconds
                    )
                }
            }
        }
        return (source, advance())
    }

    /// Passes a control on, byte for byte, so that the next stage meets it at the same place of the order.
    ///
    /// - Returns: Its offset, if that is known.
    mutating func forward(_ record: RecordView, _ value: UnsafeRawBufferPointer) -> Int64? {
        header.name(record.offset, index)
        header.withBytes { header in
            outputs.append(
                key: record.key,
                headers: header,
                value: value,
                timestampMilliseconds: record.timestampMilliseconds
            )
        }
        return advance()
    }

    /// Keeps a record that cannot be processed as a dead letter, with its exact bytes and coordinates.
    ///
    /// - Parameters:
    ///   - place: The record.
    ///   - key: Its key's bytes.
    ///   - value: Its value's bytes; empty for a tombstone.
    ///   - rejection: Why it cannot be processed.
    mutating func reject(_ place: InputPlace, key: [UInt8], value: [UInt8], _ rejection: Rejection) {
        let letter = DeadLetter(
            stage: wiring.name,
            code: rejection.code.rawValue,
            message: rejection.message,
            topic: wiring.input,
            partition: partition,
            offset: place.offset,
            timestampMilliseconds: place.timestampMilliseconds,
            key: key,
            value: value
        )
        writer.reset()
        letter.write(into: &writer)
        header.name(place.offset, 0)
        var coordinates = "\(wiring.input)/\(partition)/\(place.offset)"
        coordinates.withUTF8 { key in
            header.withBytes { header in
                writer.withBytes { value in
                    deadLetters.append(
                        key: UnsafeRawBufferPointer(key),
                        headers: header,
                        value: value,
                        timestampMilliseconds: place.timestampMilliseconds
                    )
                }
            }
        }
    }

    /// Hands over all batches, in order, and starts again.
    mutating func take() -> [LogTransaction.Append] {
        var appends: [LogTransaction.Append] = []
        let output = TopicPartition(wiring.output, partition)
        var base = nextOffset.map { $0 - Int64(outputs.count) }
        for frames in outputs.take() {
            appends.append(LogTransaction.Append(output, frames, expectedBase: base))
            base = base.map { $0 + frames.offsetSpan }
        }
        let letters = TopicPartition(wiring.deadLetters, partition % wiring.deadLetterPartitions)
        for frames in deadLetters.take() {
            appends.append(LogTransaction.Append(letters, frames))
        }
        return appends
    }

    private mutating func advance() -> Int64? {
        index += 1
        guard let offset = nextOffset else { return nil }
        nextOffset = offset + 1
        return offset
    }
}
