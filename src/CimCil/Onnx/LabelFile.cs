using System.Globalization;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>Reads a CSV file of two columns: the path of an image below the folder, and its class by name or by label.</summary>
internal static class LabelFile
{
    /// <summary>The label of every image that is named.</summary>
    /// <param name="path">The file; a first line <c>image,class</c> is a heading.</param>
    /// <param name="classNames">The classes by label.</param>
    /// <exception cref="DataException">The file cannot be read, or a line is wrong; the message names the line.</exception>
    public static Dictionary<string, int> Read(string path, IReadOnlyList<string> classNames)
    {
        string[] lines;
        if (FileContent.IsEmpty(path))
            throw new DataException($"The labels {path} are empty, or a pipe, socket or device: --labels names a CSV file with a line 'image,class' per image. Name such a file.");
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The labels {path} cannot be read: {failure.Message} --labels names a CSV file with a line 'image,class' per image.", failure);
        }
        var byName = classNames.Select((name, label) => (name, label)).ToDictionary(entry => entry.name, entry => entry.label, StringComparer.Ordinal);
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]) || (i == 0 && lines[i].Trim() == "image,class"))
                continue;
            var fields = Fields(lines[i]);
            var where = $"{path}, line {i + 1}";
            if (fields is not [{ Length: > 0 } image, { Length: > 0 } className])
                throw new DataException($"{where} has {Counted.Of(fields.Count, "column")} or an empty one: it must be 'image,class', such as 'dogs/a.jpg,dog'. A comma inside a name needs quotes around it.");
            if (!labels.TryAdd(image.Replace('\\', '/'), LabelOf(className, byName, classNames, where)))
                throw new DataException($"{where} names {image} again: every image has one class. Remove one of the lines.");
        }
        return labels;
    }

    private static int LabelOf(string className, Dictionary<string, int> byName, IReadOnlyList<string> classNames, string where)
    {
        if (byName.TryGetValue(className, out var label))
            return label;
        if (!int.TryParse(className, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out label))
            throw new DataException($"{where}: the model knows no class '{className}'. {Configuration.Schema.NearestNames.Suggest(className, classNames)}");
        return label >= 0 && label < classNames.Count
            ? label
            : throw new DataException($"{where}: label {label} is out of range: the model knows {classNames.Count} classes, labels 0 to {classNames.Count - 1}.");
    }

    /// <summary>The columns of a line; quotes may stand around one, and are doubled inside it.</summary>
    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var isDoubled = quoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"';
            if (isDoubled)
                field.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
                Close();
            else
                field.Append(line[i]);
        }
        Close();
        return fields;

        void Close()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
