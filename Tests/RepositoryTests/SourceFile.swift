/// A text file of the package, or a text that a test pretends to be one.
struct SourceFile: Sendable {
    /// Relative to the package's root.
    let path: String
    let text: String
    /// The text with comments and the contents of string literals blanked out; lines stay where they are.
    let code: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        code =
            path.hasSuffix(".swift")
            ? SwiftCode.strip(text).split(separator: "\n", omittingEmptySubsequences: false) : []
    }

    /// The last part of the path.
    var name: String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }

    var lineCount: Int {
        text.split(separator: "\n", omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0)
    }

    /// The target that the file belongs to, by its folder: `Sources/<Layer>/<Target>/`, `Tests/Kits/<Target>/` or
    /// `Tests/<Target>/`.
    var target: String? {
        let parts = path.split(separator: "/")
        if parts.first == "Sources" || path.hasPrefix("Tests/Kits/"), parts.count >= 4 {
            return String(parts[2])
        }
        if parts.first == "Tests", parts.count >= 3 {
            return String(parts[1])
        }
        return nil
    }

    func place(_ line: Int) -> String {
        "\(path):\(line)"
    }
}
