import CommandLineKit
import EventModel
import LogPort

/// Prints records as lines: text values as they are, binary values by their length.
struct RecordPrinter {
    let showsKeys: Bool
    let output: CommandOutput

    /// Prints a batch's records.
    ///
    /// - Parameters:
    ///   - batch: The records.
    ///   - limit: The most records to print.
    /// - Returns: The number of printed records.
    func print(_ batch: RecordBatch, atMost limit: Int) -> Int {
        var bytes: [UInt8] = []
        var count = 0
        batch.visit { record in
            guard count < limit else { return }
            count += 1
            if showsKeys {
                let time = Timestamp(milliseconds: record.timestampMilliseconds)
                bytes.append(contentsOf: "\(batch.source.partition)\t\(record.offset)\t\(time)\t".utf8)
                // A key is text from outside: it may not begin another line or column.
                for byte in record.key {
                    switch byte {
                    case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\u000a".utf8)
                    case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\u0009".utf8)
                    default: bytes.append(byte)
                    }
                }
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
