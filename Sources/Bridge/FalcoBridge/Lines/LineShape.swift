import EventModel

/// What a line looks like before it is parsed.
///
/// Source: Falco's own output (userspace/falco/falco_outputs.cpp, logger.cpp), the prefixes of ``AlertPrefix``, Docker's
/// json-file driver.
package enum LineShape: Equatable, Sendable {
    /// Nothing but blanks.
    case blank
    /// An object from here to the line's end, or a string with one in it, behind a log collector's prefix.
    case object(from: Int)
    /// An array of alerts.
    case list(from: Int)
    /// A line of Docker's json-file driver, whose member `log` holds the wrapped text.
    case dockerWrapper
    /// Falco's text form of an alert (`json_output: false`).
    case textAlert(from: Int)
    /// Banner or log text.
    case text

    /// Looks at a line without its end.
    package init(_ line: UnsafeRawBufferPointer) {
        guard let first = line.firstIndex(where: { $0 > 0x20 || $0 == 0x0A }) else {
            self = .blank
            return
        }
        // PowerShell's Out-File puts a byte order mark before the first line.
        let start = Self.starts(line, with: "\u{FEFF}", at: first) ? first + 3 : first
        guard start < line.count else {
            self = .blank
            return
        }
        switch line[start] {
        case 0x7B:
            self = Self.starts(line, with: "{\"log\":", at: start) ? .dockerWrapper : .object(from: start)
        case 0x5B where Self.beginsList(line, at: start):
            self = .list(from: start)
        case 0x22 where Self.starts(line, with: "\"{", at: start) || Self.starts(line, with: "\"\\\"{", at: start):
            self = .object(from: start)
        default:
            switch AlertPrefix(line) {
            case .some(let prefix) where prefix.body == .object: self = .object(from: prefix.start)
            case .some(let prefix): self = .textAlert(from: prefix.start)
            case nil: self = .text
            }
        }
    }

    /// Whether an array of objects begins here: text in square brackets is none.
    private static func beginsList(_ line: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard let next = line[(start + 1)...].first(where: { $0 > 0x20 }) else { return true }
        return next == 0x7B || next == 0x5D || next == 0x22
    }

    /// The space behind a first word that may be a time: at most 40 bytes that begin with a digit, and only characters
    /// of a time, so that an alert that ran into a line's first word is not taken for a part of it.
    static func stampEnd(_ line: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < line.count, line[start] &- 0x30 <= 9 else {
            return nil
        }
        var index = start
        while index < line.count, index - start <= 40 {
            switch line[index] {
            case 0x20: return index
            // Digits, colon, plus, minus, point, T and Z.
            case 0x30...0x3A, 0x2B, 0x2D, 0x2E, 0x54, 0x5A: index += 1
            default: return nil
            }
        }
        return nil
    }

    static func starts(_ line: UnsafeRawBufferPointer, with text: StaticString, at index: Int) -> Bool {
        text.withUTF8Buffer { expected in
            index >= 0 && index + expected.count <= line.count
                && UnsafeRawBufferPointer(rebasing: line[index..<index + expected.count]).elementsEqual(expected)
        }
    }
}
