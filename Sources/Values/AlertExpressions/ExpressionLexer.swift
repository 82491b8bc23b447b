/// Cuts the text of an expression into tokens.
struct ExpressionLexer {
    private let text: [Unicode.Scalar]
    private var index = 0
    private var position = ExpressionPosition()

    init(_ text: String) {
        self.text = Array(text.unicodeScalars)
    }

    /// Returns the next token; `end` at the end, again and again.
    mutating func next() throws(ExpressionError) -> ExpressionToken {
        while let scalar = peek, scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" {
            advance()
        }
        let start = position
        guard let scalar = peek else {
            return ExpressionToken(kind: .end, position: start)
        }
        switch scalar {
        case "(": return single(.open)
        case ")": return single(.close)
        case ",": return single(.comma)
        case "\"": return ExpressionToken(kind: .quoted(try escapedText(from: start)), position: start)
        case "'": return ExpressionToken(kind: .quoted(try verbatim(until: "'", "text", from: start)), position: start)
        case "`":
            let name = try verbatim(until: "`", "name", from: start)
            return ExpressionToken(kind: .backquoted(name), position: start)
        case "=", "!", "<", ">": return ExpressionToken(kind: .order(try order(from: start)), position: start)
        default: return ExpressionToken(kind: .word(try word(from: start)), position: start)
        }
    }

    private var peek: Unicode.Scalar? { index < text.count ? text[index] : nil }

    private mutating func advance() {
        if text[index] == "\n" {
            position.line += 1
            position.column = 1
        } else {
            position.column += 1
        }
        index += 1
    }

    private mutating func single(_ kind: ExpressionToken.Kind) -> ExpressionToken {
        let token = ExpressionToken(kind: kind, position: position)
        advance()
        return token
    }

    private mutating func order(from start: ExpressionPosition) throws(ExpressionError) -> ExpressionOrder {
        let first = text[index]
        advance()
        let hasEquals = peek == "="
        if hasEquals {
            advance()
        }
        switch first {
        case "=": return .equal
        case "<": return hasEquals ? .atMost : .below
        case ">": return hasEquals ? .atLeast : .above
        default:
            guard hasEquals else { throw ExpressionError(at: start, "'!' is no operator; write 'not', or '!='") }
            return .differs
        }
    }

    /// A word, in which brackets with anything between them may stand, as in `proc.aname[2]`.
    private mutating func word(from start: ExpressionPosition) throws(ExpressionError) -> String {
        var word = ""
        while let scalar = peek {
            if scalar == "[", !word.isEmpty {
                word += "[" + (try verbatim(until: "]", "bracket", from: position)) + "]"
            } else if Self.isPartOfWord(scalar) {
                word.unicodeScalars.append(scalar)
                advance()
            } else {
                break
            }
        }
        guard !word.isEmpty else {
            throw ExpressionError(at: start, "\(Self.shown(text[index])) has no meaning here; put a text in quotes")
        }
        return word
    }

    private mutating func verbatim(
        until end: Unicode.Scalar,
        _ what: String,
        from start: ExpressionPosition
    ) throws(ExpressionError) -> String {
        advance()
        var content = ""
        while let scalar = peek, scalar != end, scalar != "\n" {
            content.unicodeScalars.append(scalar)
            advance()
        }
        guard peek == end else { throw ExpressionError(at: start, "the \(what) is not closed") }
        advance()
        return content
    }

    private mutating func escapedText(from start: ExpressionPosition) throws(ExpressionError) -> String {
        advance()
        var content = ""
        while let scalar = peek, scalar != "\"", scalar != "\n" {
            if scalar == "\\" {
                content.unicodeScalars.append(try escape())
            } else {
                content.unicodeScalars.append(scalar)
                advance()
            }
        }
        guard peek == "\"" else { throw ExpressionError(at: start, "the text is not closed") }
        advance()
        return content
    }

    private mutating func escape() throws(ExpressionError) -> Unicode.Scalar {
        let start = position
        advance()
        let letter = peek
        if letter != nil, letter != "\n" {
            advance()
        }
        switch letter {
        case "\\": return "\\"
        case "\"": return "\""
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            guard peek == "{" else { break }
            let digits = try verbatim(until: "}", "escape", from: start)
            guard digits.utf8.count <= 6, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value)
            else { break }
            return scalar
        default: break
        }
        throw ExpressionError(
            at: start,
            #"no such escape; there are \\ \" \n \r \t \u{HEX}, and a text in single quotes has none"#
        )
    }

    static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-", "/", ":", "@", "+", "*": true
        default: false
        }
    }

    private static func shown(_ scalar: Unicode.Scalar) -> String {
        scalar.isASCII && scalar.value > 0x20 && scalar.value < 0x7F
            ? "'\(scalar)'" : "the character U+\(String(scalar.value, radix: 16, uppercase: true))"
    }
}
