/// Cuts a body that is not one alert into possible alerts: elements of an array, lines, consecutive values.
///
/// A value that begins with a brace ends with the matching one, over several lines too; the elements of an array are
/// each value's exact bytes; anything else is a line. If a value does not end, or a string in it has a line break,
/// which JSON does not allow, the body is torn: from there on each line is a piece, so that whole lines after a torn
/// one are found. Nothing is parsed here: a piece need not be an alert, and brackets need not match. Each byte is read
/// twice at most; the caller has to examine the lines of a broken value again.
package struct BodyPieces: IteratorProtocol {
    private enum Mode {
        case values
        case elements
        case lines
    }

    private let bytes: UnsafeRawBufferPointer
    private var index = 0
    private var mode = Mode.values
    /// Whether lines may be elements of an array, with a comma behind each.
    private var isInArray = false

    /// Begins at the start of a body, which must outlive it.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Cuts into lines alone, a comma behind each omitted.
    package init(linesOf bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        mode = .lines
        isInArray = true
    }

    /// The part that is not handed out yet.
    package var rest: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[index...])
    }

    /// Returns the next piece, borrowed and never empty; nil at the end.
    package mutating func next() -> UnsafeRawBufferPointer? {
        while index < bytes.count {
            let byte = bytes[index]
            // Control characters are no more than blanks here, as at a piece's end: a piece begins and ends with more.
            if byte <= 0x20 {
                index += 1
                continue
            }
            switch mode {
            case .lines:
                if let line = line() {
                    return line
                }
            case .values where byte == 0x5B:
                mode = .elements
                index += 1
            case .values where byte == 0x7B:
                if let value = value() {
                    return value
                }
            case .values:
                return line()
            case .elements where byte == 0x2C:
                index += 1
            case .elements where byte == 0x5D:
                mode = .values
                index += 1
            case .elements:
                if let value = value() {
                    return value
                }
            }
        }
        return nil
    }

    /// The value that begins here; nil, and lines from here on, when it does not end.
    private mutating func value() -> UnsafeRawBufferPointer? {
        guard let next = endOfValue(), next > index else {
            isInArray = mode == .elements
            mode = .lines
            return nil
        }
        var end = next
        while bytes[end - 1] <= 0x20 {
            end -= 1
        }
        defer { index = next }
        return UnsafeRawBufferPointer(rebasing: bytes[index..<end])
    }

    /// The line that begins here, without blanks at its end; nil when nothing but an array's punctuation is in it.
    private mutating func line() -> UnsafeRawBufferPointer? {
        let lineEnd = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
        var end = lineEnd
        while end > index, bytes[end - 1] <= 0x20 || (isInArray && bytes[end - 1] == 0x2C) {
            end -= 1
        }
        let line = UnsafeRawBufferPointer(rebasing: bytes[index..<end])
        index = lineEnd
        return line.isEmpty || (isInArray && line.elementsEqual([0x5D])) ? nil : line
    }

    /// After the last byte of the value that begins here, nil when it does not end.
    private func endOfValue() -> Int? {
        var depth = 0
        var position = index
        while position < bytes.count {
            switch bytes[position] {
            case 0x22:
                guard let end = endOfString(from: position) else { return nil }
                position = end
                continue
            case 0x7B, 0x5B:
                depth += 1
            case 0x7D, 0x5D:
                // A bracket that was not opened here closes the array around it.
                guard depth > 0 else { return position }
                depth -= 1
                if depth == 0 {
                    return position + 1
                }
            case 0x2C where depth == 0:
                return position
            default:
                break
            }
            position += 1
        }
        return nil
    }

    /// Behind the closing mark of the string that opens there; nil when a line break or the end comes first.
    private func endOfString(from start: Int) -> Int? {
        var position = start + 1
        while position < bytes.count {
            switch bytes[position] {
            case 0x22: return position + 1
            case 0x0A: return nil
            case 0x5C: position += 2
            default: position += 1
            }
        }
        return nil
    }
}
