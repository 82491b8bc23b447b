package import Foundation

/// The files of the package that the tests were built from.
package enum Checkout {
    /// The package's root folder.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The path of a file beside the package, such as data that several checkouts share; it need not be there.
    package static func shared(_ path: String) -> String {
        root.deletingLastPathComponent().appending(path: "shared").appending(path: path).path(percentEncoded: false)
    }
}

/// Programs that were built together with the running one: SwiftPM puts programs and tests of one build beside each other.
package enum BuiltProgram {
    /// Returns the path of a program, whether or not it is there.
    package static func path(_ name: String) -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
    }
}
