import EventModel
import JSONText
import LogPort
import StageKit

extension PartitionProcessor {
    /// Runs the stage once and publishes its outputs, or turns its rejection into a dead letter.
    @inline(__always)
    func deliver(
        _ record: RecordView,
        from key: Key,
        _ outputIndex: inout Int64,
        _ decide: () throws(Rejection) -> [S.Output],
        accepted: () -> Void = {}
    ) {
        do throws(Rejection) {
            let results = try decide()
            accepted()
            for result in results {
                write(result, key: stage.key(of: result, from: key), of: record, &outputIndex)
            }
        } catch {
            reject(record, error)
        }
    }

    /// Appends one output to the output topic, with the input's coordinates in its header.
    func write(_ output: S.Output, key: Key, of record: RecordView, _ outputIndex: inout Int64) {
        writer.reset()
        output.write(into: &writer)
        counts.outputs += 1
        appendWritten(key, of: record, outputIndex)
        outputIndex += 1
    }

    /// Appends what the writer holds to the output topic.
    private func appendWritten(_ key: Key, of record: RecordView, _ outputIndex: Int64) {
        makeSourceHeader(record.offset, outputIndex)
        var text = key.text
        text.withUTF8 { keyBytes in
            headers.withUnsafeBytes { headerBytes in
                writer.withBytes { value in
                    outputs.append(
                        key: UnsafeRawBufferPointer(keyBytes),
                        headers: headerBytes,
                        value: value,
                        timestampMilliseconds: record.timestampMilliseconds
                    )
                }
            }
        }
    }

    /// Passes a control on, byte for byte, so that the next stage meets it at the same place of the order.
    func forward(_ record: RecordView, _ value: UnsafeRawBufferPointer, _ outputIndex: inout Int64) {
        makeSourceHeader(record.offset, outputIndex)
        outputIndex += 1
        counts.controls += 1
        let key = record.key
        let timestamp = record.timestampMilliseconds
        headers.withUnsafeBytes { headerBytes in
            outputs.append(key: key, headers: headerBytes, value: value, timestampMilliseconds: timestamp)
        }
    }

    /// Keeps a record that cannot be processed as a dead letter, with its exact bytes and coordinates.
    func reject(_ record: RecordView, _ rejection: Rejection) {
        counts.rejected += 1
        let letter = DeadLetter(
            stage: wiring.name,
            code: rejection.code.rawValue,
            message: rejection.message,
            topic: wiring.input,
            partition: partition,
            offset: record.offset,
            timestampMilliseconds: record.timestampMilliseconds,
            key: Array(record.key),
            value: record.value.map { Array($0) } ?? []
        )
        writer.reset()
        letter.write(into: &writer)
        makeSourceHeader(record.offset, 0)
        let timestamp = record.timestampMilliseconds
        var coordinates = "\(wiring.input)/\(partition)/\(record.offset)"
        coordinates.withUTF8 { keyBytes in
            headers.withUnsafeBytes { headerBytes in
                writer.withBytes { value in
                    deadLetters.append(
                        key: UnsafeRawBufferPointer(keyBytes),
                        headers: headerBytes,
                        value: value,
                        timestampMilliseconds: timestamp
                    )
                }
            }
        }
    }

    /// Makes the one header that names an input record and what number of its outputs this is.
    func makeSourceHeader(_ offset: Int64, _ index: Int64) {
        coordinate.removeAll(keepingCapacity: true)
        coordinate.append(contentsOf: headerPrefix)
        coordinate.appendDecimal(offset)
        coordinate.append(UInt8(ascii: "/"))
        coordinate.appendDecimal(index)
        headers.removeAll(keepingCapacity: true)
        RecordHeaders.append(RecordHeaders.source, coordinate, to: &headers)
    }
}
