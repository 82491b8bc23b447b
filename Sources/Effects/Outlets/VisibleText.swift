/// Text of an alert, made safe to show, since an attacker may have written it.
///
/// Control characters, line ends, marks that turn the direction of writing, and characters without width are replaced by
/// U+FFFD: they could hide or move what a person reads, in a terminal or a chat. What is longer than the limit is cut
/// between characters and ends with an ellipsis.
///
/// Source: Unicode Technical Report 36, 2.10; "Trojan Source" (CVE-2021-42574) for the marks of direction.
enum VisibleText {
    /// Returns the text with at most that many bytes of UTF-8, the ellipsis not counted.
    static func of(_ text: String, limitBytes: Int) -> String {
        var shown = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            let safe = isVisible(scalar) ? scalar : "\u{FFFD}"
            bytes += UTF8.width(safe)
            guard bytes <= limitBytes else {
                shown.append("\u{2026}")
                break
            }
            shown.append(safe)
        }
        return String(shown)
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F: false
        // Marks and overrides of direction, separators of lines and paragraphs, characters without width, tags.
        case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
            false
        default: true
        }
    }
}
