/// Takes comments and the contents of string literals out of Swift, so that words in prose are not mistaken for code.
///
/// What is in an interpolation is code and stays. Regex literals are not known to it; this package has none.
struct SwiftCode {
    private let bytes: [UInt8]
    private var output: [UInt8] = []
    private var position = 0

    static func strip(_ text: String) -> String {
        var code = SwiftCode(bytes: Array(text.utf8))
        code.copyCode(untilParenthesis: false)
        return String(decoding: code.output, as: UTF8.self)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        output.reserveCapacity(bytes.count)
    }

    private func starts(with text: StaticString, at offset: Int = 0) -> Bool {
        let start = position + offset
        guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[start + $0] == text.utf8Start[$0] }
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count where position < bytes.count {
            output.append(bytes[position] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
            position += 1
        }
    }

    /// Copies code up to the end, or up to and with the parenthesis that ends an interpolation.
    private mutating func copyCode(untilParenthesis: Bool) {
        var depth = 0
        while position < bytes.count {
            if starts(with: "//") {
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blank(1) }
            } else if starts(with: "/*") {
                skipBlockComment()
            } else if let hashes = literalStart() {
                skipLiteral(hashes: hashes)
            } else {
                let byte = bytes[position]
                output.append(byte)
                position += 1
                depth += byte == UInt8(ascii: "(") ? 1 : 0
                if byte == UInt8(ascii: ")") {
                    if untilParenthesis, depth == 0 { return }
                    depth -= 1
                }
            }
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            depth += starts(with: "/*") ? 1 : starts(with: "*/") ? -1 : 0
            blank(starts(with: "/*") || starts(with: "*/") ? 2 : 1)
        } while depth > 0 && position < bytes.count
    }

    /// The number of `#` in front of a string literal that begins here; nil when none does.
    private func literalStart() -> Int? {
        var hashes = 0
        while position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "#") { hashes += 1 }
        return starts(with: "\"", at: hashes) ? hashes : nil
    }

    private mutating func skipLiteral(hashes: Int) {
        blank(hashes)
        let quotes = starts(with: "\"\"\"") ? 3 : 1
        // The quotes stay, so that `key("x")` still looks like a call with an argument.
        output.append(UInt8(ascii: "\""))
        position += 1
        blank(quotes - 1)
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\\"), hasHashes(hashes, behind: 1) {
                if starts(with: "(", at: 1 + hashes) {
                    blank(2 + hashes)
                    copyCode(untilParenthesis: true)
                } else {
                    blank(2 + hashes)
                }
            } else if isEnd(quotes: quotes, hashes: hashes) {
                blank(quotes - 1)
                output.append(UInt8(ascii: "\""))
                position += 1
                blank(hashes)
                return
            } else {
                blank(1)
            }
        }
    }

    private func isEnd(quotes: Int, hashes: Int) -> Bool {
        (quotes == 3 ? starts(with: "\"\"\"") : starts(with: "\"")) && hasHashes(hashes, behind: quotes)
    }

    private func hasHashes(_ count: Int, behind offset: Int) -> Bool {
        (0..<count).allSatisfy { starts(with: "#", at: offset + $0) }
    }
}
