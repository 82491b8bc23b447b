/// The rules by which a scalar's text has a type.
///
/// `yes`, `no`, `on` and `off` are text, as YAML 1.2 says; libyaml's YAML 1.1 leaves the types to us.
/// Source: YAML 1.2.2, section 10.3.2, https://yaml.org/spec/1.2.2/#1032-tag-resolution
enum CoreSchema {
    private static let prefix = "tag:yaml.org,2002:"

    static func resolve(_ scalar: YAMLScalar, at position: YAMLPosition) throws(YAMLError) -> YAMLValue {
        let text = scalar.text
        switch scalar.tag {
        case nil where scalar.style == .plain:
            return try plain(text, at: position)
        case nil, "!", prefix + "str":
            return .string(text)
        case prefix + "null":
            if isNull(text) { return .null }
        case prefix + "bool":
            if let value = bool(text) { return .bool(value) }
        case prefix + "int":
            if let value = try integer(text, at: position) { return .integer(value) }
        case prefix + "float":
            if let value = number(text) { return .number(value) }
        case let tag?:
            throw YAMLError(
                .badScalar,
                at: position,
                "unknown tag '\(tag)'",
                remedy: "leave the tag out or use !!str, !!int, !!float, !!bool or !!null"
            )
        }
        throw YAMLError(
            .badScalar,
            at: position,
            "'\(text)' does not fit its tag",
            remedy: "correct the tag or the text"
        )
    }

    private static func plain(_ text: String, at position: YAMLPosition) throws(YAMLError) -> YAMLValue {
        if isNull(text) { return .null }
        if let value = bool(text) { return .bool(value) }
        if let value = try integer(text, at: position) { return .integer(value) }
        if let value = number(text) { return .number(value) }
        return .string(text)
    }

    private static func isNull(_ text: String) -> Bool {
        ["", "~", "null", "Null", "NULL"].contains(text)
    }

    private static func bool(_ text: String) -> Bool? {
        switch text {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    /// Returns a whole number; nil when the text is none.
    private static func integer(_ text: String, at position: YAMLPosition) throws(YAMLError) -> Int64? {
        let (digits, radix): (Substring, Int) =
            if text.hasPrefix("0o") { (text.dropFirst(2), 8) } else if text.hasPrefix("0x") {
                (text.dropFirst(2), 16)
            } else { (text[...], 10) }
        let unsigned = radix == 10 && (digits.hasPrefix("-") || digits.hasPrefix("+")) ? digits.dropFirst() : digits
        let isInteger = !unsigned.isEmpty && unsigned.allSatisfy { $0.isASCII && ($0.hexDigitValue ?? 16) < radix }
        guard isInteger else { return nil }
        guard let value = Int64(digits, radix: radix) else {
            throw YAMLError(
                .badScalar,
                at: position,
                "\(text) does not fit into 64 bits",
                remedy: "write a smaller number, or quote it if it is text"
            )
        }
        return value
    }

    /// Returns a number with a point or exponent, an infinity or not-a-number; nil when the text is none.
    private static func number(_ text: String) -> Double? {
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let sign: Double = text.hasPrefix("-") ? -1 : 1
        if [".inf", ".Inf", ".INF"].contains(unsigned) { return sign * .infinity }
        if [".nan", ".NaN", ".NAN"].contains(text) { return .nan }
        // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
        var rest = unsigned.utf8[...]
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        let whole = digits()
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = digits()
        }
        guard whole + fraction > 0 else { return nil }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard digits() > 0 else { return nil }
        }
        guard rest.isEmpty else { return nil }
        // Swift's own grammar wants a digit on both sides of the point.
        let padded = unsigned.hasPrefix(".") ? "0\(unsigned)" : String(unsigned)
        return Double(padded.replacingPoint()).map { sign * $0 }
    }
}

extension String {
    /// Puts a zero behind a point that no digit follows.
    fileprivate func replacingPoint() -> String {
        guard let point = firstIndex(of: ".") else { return self }
        let next = index(after: point)
        let hasDigit = next < endIndex && self[next].isNumber
        return hasDigit ? self : String(self[..<next]) + "0" + String(self[next...])
    }
}
