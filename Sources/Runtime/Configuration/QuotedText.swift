/// Text in double quotes as YAML reads it back, whatever is in it.
enum QuotedText {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\u{20}"..."\u{7E}",
                "\u{A0}"..."\u{D7FF}" where scalar != "\u{2028}" && scalar != "\u{2029}":
                result.unicodeScalars.append(scalar)
            default:
                // Source: YAML 1.2.2, section 5.7: \U and eight hexadecimal digits.
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
        return result + "\""
    }
}
