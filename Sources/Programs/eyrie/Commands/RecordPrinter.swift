import CommandLineKit
import EventModel
import LogPort

/// Prints records as lines: values that are text as they are, binary ones by their length.
struct RecordPrinter {
    let showsKeys: Bool
    let output: CommandOutput

    /// Prints a batch's records.
    ///
    /// - Parameters:
    ///   - batch: The records.
    ///   - limit: At most so many.
    /// - Returns: How many were printed.
    func print(_ batch: RecordBatch, atMost limit: Int) -> Int {
        var bytes: [UInt8] = []
        var count = 0
        batch.visit { record in
            guard count < limit else { return }
            count += 1
            if showsKeys {
                let time = Timestamp(milliseconds: record.timestampMilliseconds)
                bytes.append(contentsOf: "\(batch.source.partition)\t\(record.offset)\t\(time)\t".utf8)
                bytes.append(contentsOf: record.key)
                bytes.append(UInt8(ascii: "\t"))
            }
            switch record.value {
            case nil:
                bytes.append(contentsOf: "(tombstone)".utf8)
            case let value? where value.first == UInt8(ascii: "{"):
                bytes.append(contentsOf: value)
            case let value?:
                bytes.append(contentsOf: "(\(value.count) bytes that are not JSON)".utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes.withUnsafeBytes { output.write($0) }
        return count
    }
}
