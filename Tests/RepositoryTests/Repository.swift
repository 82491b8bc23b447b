import Foundation
import PipelineTestKit

/// The files of this package as text.
enum Repository {
    static let root = Checkout.root

    /// The package's folder, with a slash at the end.
    static let path = root.path(percentEncoded: false)

    /// Every text file of the package but what a build or git left behind, sorted by path.
    static let files: [SourceFile] = {
        let paths = FileManager.default.enumerator(atPath: path)
        var files: [SourceFile] = []
        while let path = paths?.nextObject() as? String {
            let first = path.split(separator: "/").first ?? ""
            guard first != ".git", !first.hasPrefix(".build"), path.hasSuffix(".swp") == false else { continue }
            if let data = try? Data(contentsOf: root.appending(path: path)),
                let text = String(data: data, encoding: .utf8)
            {
                files.append(SourceFile(path: path, text: text))
            }
        }
        return files.sorted { $0.path < $1.path }
    }()

    /// Everything but the tests themselves: the product, and the kits that tests use.
    static let swiftSources = files.filter { file in
        ["Sources/", "Tests/Kits/"].contains { file.path.hasPrefix($0) } && file.path.hasSuffix(".swift")
    }

    /// The C and C++ files of our own shims and module maps.
    static let cSources = files.filter { file in
        file.path.hasPrefix("Sources/") && [".h", ".c", ".cpp"].contains { file.path.hasSuffix($0) }
    }

    static let swiftTests = files.filter { file in
        file.path.hasPrefix("Tests/") && !file.path.hasPrefix("Tests/Kits/") && file.path.hasSuffix(".swift")
    }

    static let manifest = files.first { $0.path == "Package.swift" }?.text ?? ""

    static func text(_ path: String) -> String? {
        files.first { $0.path == path }?.text
    }
}
