/// Finds words in short texts without regard to case, in one pass.
struct KeywordTable: Sendable {
    /// Where the words that begin with a byte start in `words`, `[257]`.
    private let starts: [Int]
    private let words: [[UInt8]]
    private let groups: [AlertGroups]

    /// Makes a table of plain ASCII words.
    init(_ entries: [(word: String, group: AlertGroups)]) {
        let folded = entries.map { entry in (word: entry.word.utf8.map { $0 | 0x20 }, group: entry.group) }
        var starts = [0]
        var words: [[UInt8]] = []
        var groups: [AlertGroups] = []
        for first in 0..<256 {
            for entry in folded where Int(entry.word[0]) == first {
                words.append(entry.word)
                groups.append(entry.group)
            }
            starts.append(words.count)
        }
        self.starts = starts
        self.words = words
        self.groups = groups
    }

    /// Returns the groups of all words that stand anywhere in a text.
    func groups(in text: UnsafeRawBufferPointer) -> AlertGroups {
        var found: AlertGroups = []
        for position in 0..<text.count {
            let first = Int(text[position] | 0x20)
            for index in starts[first]..<starts[first + 1] where matches(words[index], text, at: position) {
                found.formUnion(groups[index])
            }
        }
        return found
    }

    /// Returns the groups of the words that are the whole text.
    func groups(of text: UnsafeRawBufferPointer) -> AlertGroups {
        guard text.count > 0 else { return [] }
        var found: AlertGroups = []
        let first = Int(text[0] | 0x20)
        for index in starts[first]..<starts[first + 1]
        where words[index].count == text.count && matches(words[index], text, at: 0) {
            found.formUnion(groups[index])
        }
        return found
    }

    private func matches(_ word: [UInt8], _ text: UnsafeRawBufferPointer, at position: Int) -> Bool {
        guard word.count <= text.count - position else { return false }
        for index in word.indices where text[position + index] | 0x20 != word[index] { return false }
        return true
    }
}
