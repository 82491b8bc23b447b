import JSONText

/// Finds members in the text of a JSON document, so that what is handed on are the very bytes that came.
///
/// The text must be valid JSON; of anything else it finds nothing or something, and never reads beyond its end.
package enum JSONSlice {
    /// Returns the text of the list of alerts that another product's object holds (``AlertWrapper/lists``).
    ///
    /// - Parameter object: The text of the object.
    /// - Returns: The array with its brackets; nil when there is none.
    package static func list(in object: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        // Batches of Kubernetes audit events have items too, of which none is an alert.
        guard member("apiVersion", of: object) == nil else { return nil }
        for path in AlertWrapper.lists {
            var value = object
            for name in path {
                value = member(name, of: value) ?? UnsafeRawBufferPointer(rebasing: value[..<0])
            }
            if value.first == 0x5B { return value }
        }
        return nil
    }

    /// Returns the text of a member's value.
    ///
    /// - Parameters:
    ///   - name: The key as it is written: plain ASCII.
    ///   - object: The text of the object.
    /// - Returns: The value; nil when the text is no object, or has no such member.
    static func member(_ name: StaticString, of object: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        var index = behindBlanks(object, from: 0)
        guard index < object.count, object[index] == 0x7B else { return nil }
        index = behindBlanks(object, from: index + 1)
        while index < object.count, object[index] == 0x22 {
            let keyEnd = behindString(object, from: index)
            let key = UnsafeRawBufferPointer(rebasing: object[min(index + 1, keyEnd)..<max(index + 1, keyEnd - 1)])
            index = behindBlanks(object, from: keyEnd)
            guard index < object.count, object[index] == 0x3A else { return nil }
            index = behindBlanks(object, from: index + 1)
            let end = behindValue(object, from: index)
            if key.equals(name) {
                return UnsafeRawBufferPointer(rebasing: object[index..<end])
            }
            index = behindBlanks(object, from: end)
            guard index < object.count, object[index] == 0x2C else { return nil }
            index = behindBlanks(object, from: index + 1)
        }
        return nil
    }

    private static func behindBlanks(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        text[min(start, text.count)...].firstIndex { $0 > 0x20 } ?? text.count
    }

    private static func behindString(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start + 1
        while index < text.count {
            switch text[index] {
            case 0x22: return index + 1
            case 0x5C: index += 2
            default: index += 1
            }
        }
        return text.count
    }

    private static func behindValue(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var (index, depth) = (start, 0)
        while index < text.count {
            switch text[index] {
            case 0x22:
                index = behindString(text, from: index)
                if depth == 0 { return index }
                continue
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D:
                guard depth > 0 else { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            case 0x2C where depth == 0: return index
            case 0...0x20 where depth == 0: return index
            default: break
            }
            index += 1
        }
        return text.count
    }
}
