import JSONText
import LogPort

/// The one header of an output: the coordinates of its input record, and which of that input's outputs it is.
///
/// It is written for every output and handed out as it lies; an array in its place would be retained for each.
struct SourceHeader: ~Copyable {
    private let base: UnsafeMutableRawPointer
    /// The bytes that are the same for every record of the partition.
    private let prefixCount: Int
    private let lengthPosition: Int
    private var count: Int

    /// Makes the header of a partition's records.
    init(topic: String, partition: Int32) {
        let place = Array("\(topic)/\(partition)/".utf8)
        var prefix: [UInt8] = []
        RecordHeaders.append(RecordHeaders.source, place, to: &prefix)
        prefixCount = prefix.count
        lengthPosition = prefix.count - place.count - 4
        count = prefix.count
        // Two numbers and what stands between them.
        base = .allocate(byteCount: prefix.count + 2 * Decimal.maximumDigits + 3, alignment: 16)
        prefix.withUnsafeBytes { base.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(base), byteCount: $0.count) }
    }

    deinit {
        base.deallocate()
    }

    /// Names an input record and one of its outputs.
    mutating func name(_ offset: Int64, _ index: Int64) {
        count = prefixCount
        count += Decimal.write(offset, to: base + count)
        base.storeBytes(of: UInt8(ascii: "/"), toByteOffset: count, as: UInt8.self)
        count += 1
        count += Decimal.write(index, to: base + count)
        let length = UInt32(count - lengthPosition - 4)
        base.storeBytes(of: length.littleEndian, toByteOffset: lengthPosition, as: UInt32.self)
    }

    /// Hands the header to the body, which must not let it escape.
    borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy of the header.
    var bytes: [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }
}
