/// Cuts a line that is an array of objects and longer than a line may be into its elements, as they arrive.
///
/// Its first 64 bytes tell it: the limit of a line is no shorter. Tools that export alerts write them as one array on one line, of any length (falcosidekick-ui does).
enum LongList {
    /// Returns whether a line begins as an array of objects, or as the rest of one behind an element.
    static func begins(_ line: ArraySlice<UInt8>) -> Bool {
        let start = line.prefix(64).filter { $0 > 0x20 }
        return start.starts(with: [0x5B, 0x7B]) || start.starts(with: [0x2C, 0x7B])
    }

    /// Returns the place of the first byte that does not stand between elements.
    static func behindPunctuation(_ text: ArraySlice<UInt8>) -> Int {
        text.firstIndex { $0 > 0x20 && $0 != 0x2C && $0 != 0x5B && $0 != 0x5D } ?? text.endIndex
    }

    /// Finds the whole elements at the start of what is there of such a line.
    ///
    /// - Parameters:
    ///   - text: From behind the element that was handed out last.
    ///   - take: Is given the place of each element.
    /// - Returns: The place behind the last whole element; its comma is left, by which the rest is known.
    static func elements(_ text: ArraySlice<UInt8>, _ take: (Range<Int>) -> Void) -> Int {
        var done = text.startIndex
        var index = done
        while index < text.endIndex {
            switch text[index] {
            case 0...0x20, 0x2C, 0x5B, 0x5D:
                index += 1
            case 0x7B:
                guard let end = endOfObject(text, from: index) else { return done }
                take(index..<end)
                (index, done) = (end, end)
            default:
                return done
            }
        }
        return done
    }

    private static func endOfObject(_ text: ArraySlice<UInt8>, from start: Int) -> Int? {
        var (index, depth) = (start, 0)
        while index < text.endIndex {
            switch text[index] {
            case 0x22:
                index += 1
                while index < text.endIndex, text[index] != 0x22 {
                    index += text[index] == 0x5C ? 2 : 1
                }
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D:
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return nil
    }
}

extension ArraySlice<UInt8> {
    /// Whether it begins with a comma, as what is left of an array behind an element does.
    var isListRest: Bool { first { $0 > 0x20 } == 0x2C }
}
