/// What the build systems around Make have in common: configure, build, install into a staging directory.
enum MakeLike {
    static let tools = [ToolProbe("make"), ToolProbe("cc"), ToolProbe("c++"), ToolProbe("ld"), ToolProbe("sh")]
    static let build = ["make", "-j", "2"]
    static let install = ["make", "install", "DESTDIR=" + Layout.stage]
}
