/// Keys and values of a log line in the order they are written.
///
/// Keys are dotted and constant ("kafka.offset"). Characters other than ASCII letters, digits, `.`, `_` and `-` become
/// `_`, and the names of a line's own columns get the prefix "field.", so that a key never breaks a line.
package struct LoggerMetadata: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    private static let reserved = ["time", "level", "logger", "message"]

    /// One key with its value.
    struct Pair: Sendable, Equatable {
        let key: String
        var value: LoggerValue
    }

    private(set) var pairs: [Pair] = []

    package init(dictionaryLiteral elements: (String, LoggerValue)...) {
        for (key, value) in elements { self[key] = value }
    }

    /// The value of a key; setting nil takes the key away.
    package subscript(key: String) -> LoggerValue? {
        get {
            let key = Self.written(key)
            return pairs.first { $0.key == key }?.value
        }
        set {
            let key = Self.written(key)
            let index = pairs.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): pairs[index].value = value
            case (let index?, nil): pairs.remove(at: index)
            case (nil, let value?): pairs.append(Pair(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Returns these pairs with others behind them; for an equal key the other value counts.
    package func merging(_ other: LoggerMetadata) -> LoggerMetadata {
        var merged = self
        for pair in other.pairs { merged[pair.key] = pair.value }
        return merged
    }

    private static func written(_ key: String) -> String {
        let safe = String(key.map { isSafe($0) ? $0 : "_" })
        return safe.isEmpty || reserved.contains(safe) ? "field.\(safe)" : safe
    }

    private static func isSafe(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || ".-_".contains(character))
    }
}
