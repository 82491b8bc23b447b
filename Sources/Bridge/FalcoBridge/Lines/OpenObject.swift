/// Follows the braces of a JSON object line by line, and says when it closes or cannot be one.
///
/// Limit: `maximumDepth` objects and arrays inside each other.
struct OpenObject {
    static let maximumDepth = 128

    /// For each open bracket, whether it is an array's.
    private var isArray: [Bool] = []
    /// The last byte outside strings that is no blank; a quotation mark stands for a string.
    private var last: UInt8 = 0
    private(set) var isClosed = false

    /// Takes the next line; false when the object cannot go on with it.
    mutating func takes(_ line: UnsafeRawBufferPointer) -> Bool {
        guard !isClosed, let first = line.first(where: { $0 > 0x20 }) else { return !isClosed }
        guard last == 0 || goesOn(with: first) else { return false }
        var index = 0
        while index < line.count {
            let byte = line[index]
            index += 1
            guard byte > 0x20 else { continue }
            if isClosed {
                // Only a comma may stand behind an element of an array.
                guard byte == 0x2C else { return false }
                continue
            }
            switch byte {
            case 0x22:
                guard let end = Self.endOfString(line, from: index) else { return false }
                index = end
            case 0x7B, 0x5B:
                guard isArray.count < Self.maximumDepth else { return false }
                isArray.append(byte == 0x5B)
            case 0x7D, 0x5D:
                guard isArray.popLast() == (byte == 0x5D) else { return false }
                isClosed = isArray.isEmpty
            default:
                break
            }
            last = byte
        }
        return true
    }

    /// Whether a line that begins so may stand where the object was left.
    private func goesOn(with first: UInt8) -> Bool {
        let isValueStart: Bool =
            switch first {
            case 0x22, 0x7B, 0x5B, 0x2D, 0x30...0x39, 0x74, 0x66, 0x6E: true
            default: false
            }
        switch last {
        case 0x3A: return isValueStart
        case 0x7B: return first == 0x22 || first == 0x7D
        case 0x5B: return isValueStart || first == 0x5D
        case 0x2C: return isArray.last == true ? isValueStart : first == 0x22
        default: return first == 0x2C || first == 0x7D || first == 0x5D || first == 0x3A
        }
    }

    private static func endOfString(_ line: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while index < line.count {
            switch line[index] {
            case 0x22: return index + 1
            case 0x5C: index += 2
            default: index += 1
            }
        }
        return nil
    }
}
