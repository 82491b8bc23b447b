/// A cursor over the bytes of a model that never reads past their end.
struct ModelReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    /// Begins at the first byte; the bytes outlive the cursor.
    init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether every byte was read.
    var isAtEnd: Bool { position == bytes.count }

    /// Reads one byte.
    mutating func readByte() throws(ModelFault) -> UInt8 {
        try read(UInt8.self)
    }

    /// Reads a little-endian integer.
    mutating func read<Number: FixedWidthInteger>(_ type: Number.Type) throws(ModelFault) -> Number {
        let size = MemoryLayout<Number>.size
        guard bytes.count - position >= size else {
            throw ModelFault(reading: .wrongLength, "the bytes end after \(bytes.count) in the middle of a value")
        }
        let number = bytes.loadUnaligned(fromByteOffset: position, as: Number.self)
        position += size
        return Number(littleEndian: number)
    }

    /// Reads a little-endian count and refuses one out of range.
    mutating func readCount<Number: FixedWidthInteger>(
        _ type: Number.Type,
        in range: ClosedRange<Int>,
        of what: String
    ) throws(ModelFault) -> Int {
        let count = Int(try read(type))
        guard range.contains(count) else {
            throw ModelFault(
                reading: .outOfRange,
                "the number of \(what) is \(count), not \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return count
    }
}

extension [UInt8] {
    /// Appends an integer, least significant byte first.
    mutating func appendLittleEndian(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
