/// Rules about single files and documents that need no knowledge of Swift.
enum TidyRule {
    /// Lines that a source file may have.
    static let maxLines = 400

    static func sizeFindings(in file: SourceFile) -> [String] {
        file.lineCount > maxLines ? ["\(file.path): \(file.lineCount) lines, \(maxLines) are the limit"] : []
    }

    /// Names of files that collect what has no home.
    static func nameFindings(in file: SourceFile) -> [String] {
        let name = file.path.split(separator: "/").last.map { $0.prefix { $0 != "." } } ?? ""
        let banned = ["Utils", "Utilities", "Helpers", "Helper", "Manager", "Common", "Misc"]
        return banned.contains { name.hasSuffix($0) } ? ["\(file.path): says nothing of what is in it"] : []
    }

    /// Returns the paths of one machine in a file.
    ///
    /// Source and test data may hold paths such as home folders, since alerts do; there only the folder of this very
    /// checkout counts.
    static func pathFindings(in file: SourceFile, checkout: String) -> [String] {
        let isData = ["Sources/", "Tests/", "Topics/"].contains { file.path.hasPrefix($0) }
        let roots = isData ? [] : ["/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/"]
        return file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            let found = roots.filter { root in line.contains(root) && !line.contains("~" + root) }
            let own = checkout.count > 4 && line.contains(checkout) ? [checkout] : []
            return (found + own).map { "\(file.place(index + 1)): the path \($0) is of one machine" }
        }
    }

    /// Returns the sections that a runbook lacks, or has in another order.
    static func runbookFindings(in file: SourceFile) -> [String] {
        let headings = file.text.matches(of: #/(?m)^## (\w+)/#).map { String($0.output.1) }
        let wanted = ["Meaning", "Impact", "Diagnosis", "Mitigation"]
        let found = headings.filter { wanted.contains($0) }
        return found == wanted
            ? []
            : [
                "\(file.path): its sections are \(headings.joined(separator: ", ")), not \(wanted.joined(separator: ", "))"
            ]
    }

    /// Returns the Debian packages that a text does not name.
    static func packageFindings(in text: String, path: String, packages: [String]) -> [String] {
        packages.filter { !text.contains($0) }.map { "\(path): does not name the Debian package \($0)" }
    }

    /// Returns the relative links of a document that lead nowhere.
    static func linkFindings(in file: SourceFile, exists: (String) -> Bool) -> [String] {
        let folder = file.path.split(separator: "/").dropLast().map { $0 + "/" }.joined()
        return file.text.matches(of: #/\]\(([^)#:]+)(#[^)]*)?\)/#).compactMap { match in
            let target = String(match.output.1)
            let path = target.hasPrefix("../") ? String(target.dropFirst(3)) : folder + target
            return exists(path) ? nil : "\(file.path): the link \(target) leads nowhere"
        }
    }
}
