import JSONText

/// Reads the flat arrays of numbers that feature state is stored as.
enum StateNumbers {
    /// Returns the unsigned integers of an array whose length is a multiple of a group, at most this many groups.
    static func read(_ view: JSONView, groupsOf size: Int, atMost groups: Int) -> [UInt64]? {
        guard view.kind == .array else { return nil }
        var numbers: [UInt64] = []
        for element in view.elements {
            guard let number = element.uint64, numbers.count < size * groups else { return nil }
            numbers.append(number)
        }
        return numbers.count % size == 0 ? numbers : nil
    }
}
