using CimCil.DirectMlCheck;

// On Linux: "make FOLDER" exports networks and writes what they should give; "images FOLDER" draws images;
// "export RUN MODEL OUT" writes the network of a run in the form that Wine needs; "boxes A B" compares two files of boxes.
// On Windows: "check FOLDER" runs the models through DirectML.
return args switch
{
    ["make", var folder] => CaseMaker.Make(folder),
    ["images", var folder] => CaseMaker.DrawImages(folder),
    ["export", var run, var model, var target] => CaseMaker.Export(run, model, target),
    ["boxes", var first, var second] => BoxCheck.Run(first, second),
    ["check", var folder] => CaseCheck.Run(folder),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("DirectMlCheck make|images|check FOLDER, export RUN MODEL OUT, or boxes A B");
    return 2;
}
